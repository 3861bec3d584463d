'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };

/** Makes the middleware that serves a folder's files, and nothing outside of it. */
function files(folder) {
  const root = path.resolve(folder) + path.sep;
  return async (request, response, next) => {
    const wanted = path.resolve(root, '.' + decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const content = request.method === 'GET' && wanted.startsWith(root) ? await fs.readFile(wanted).catch(() => undefined) : undefined;
    if (content === undefined) {
      await next();
      return;
    }

    response.writeHead(200, { 'content-type': types[path.extname(wanted)] ?? 'application/octet-stream' });
    response.end(content);
  };
}

module.exports = { files };
