'use strict';

const { tinyweb, readJson } = require('tinyweb');

const notes = new Map();
const app = tinyweb();
app.get('/health', (request, response) => response.json(200, { ok: true }));
app.get('/notes/:id', (request, response) => response.json(notes.has(request.params.id) ? 200 : 404, notes.get(request.params.id) ?? null));
app.put('/notes/:id', async (request, response) => {
  notes.set(request.params.id, await readJson(request));
  response.json(200, { saved: request.params.id });
});

if (process.argv.includes('--check')) {
  const server = app.listen(0, async () => {
    const reply = await fetch(`http://127.0.0.1:${server.address().port}/health`);
    process.exit(reply.status === 200 ? 0 : 1);
  });
} else {
  app.listen(Number(process.env.PORT ?? 8080));
}
