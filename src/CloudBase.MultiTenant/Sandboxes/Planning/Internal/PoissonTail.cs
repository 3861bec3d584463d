namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>How often more are in use than there are places, where nobody is turned away: only the mean of how long each stays matters, not its distribution.</summary>
internal static class PoissonTail
{
    /// <summary>Returns the least number of places that is reached at most that often. The tail is taken by a bound that is never too low, and close where it is small.</summary>
    /// <param name="mean">How many are in use on average; more than 0.</param>
    /// <param name="risk">How often at most; more than 0.</param>
    public static int PlacesFor(double mean, double risk)
    {
        int places = (int)Math.Ceiling(mean);
        double probability = Math.Exp((places * Math.Log(mean)) - mean - LogFactorial(places));
        while (probability * (places + 1) / (places + 1 - mean) > risk)
        {
            places++;
            probability *= mean / places;
        }

        return places;
    }

    private static double LogFactorial(int n)
    {
        if (n >= 20)
        {
            double reciprocal = 1.0 / n;
            return (n * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI * n)) + (reciprocal / 12) - (reciprocal * reciprocal * reciprocal / 360);
        }

        double sum = 0;
        for (int i = 2; i <= n; i++)
        {
            sum += Math.Log(i);
        }

        return sum;
    }
}
