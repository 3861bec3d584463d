/// <summary>Declared so that the web SDK does not make it public: a public one collides with the Program of every host that references this package.</summary>
internal sealed partial class Program;
