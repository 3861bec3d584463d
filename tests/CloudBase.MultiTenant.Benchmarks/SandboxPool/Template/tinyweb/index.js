'use strict';

const http = require('node:http');
const { Router } = require('./lib/router');
const { extend } = require('./lib/response');
const { files } = require('./lib/files');
const { readJson } = require('./lib/body');

/** Makes an application: middleware in its order, then the first route that fits. */
function tinyweb() {
  const router = new Router();
  const middleware = [];

  async function handle(request, response) {
    extend(response);
    try {
      let next = 0;
      const advance = async () => {
        if (next < middleware.length) {
          await middleware[next++](request, response, advance);
          return;
        }

        const found = router.find(request.method, new URL(request.url, 'http://localhost').pathname);
        if (found === undefined) {
          response.json(404, { error: 'not found' });
          return;
        }

        request.params = found.params;
        await found.handler(request, response);
      };
      await advance();
    } catch (error) {
      response.json(error.status ?? 500, { error: error.status === undefined ? 'internal error' : error.message });
    }
  }

  return {
    use: (step) => middleware.push(step),
    get: (path, handler) => router.add('GET', path, handler),
    post: (path, handler) => router.add('POST', path, handler),
    put: (path, handler) => router.add('PUT', path, handler),
    delete: (path, handler) => router.add('DELETE', path, handler),
    listen: (port, then) => http.createServer(handle).listen(port, then),
    handle,
  };
}

module.exports = { tinyweb, files, readJson };
