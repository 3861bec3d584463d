'use strict';

/** Finds the handler of a method and a path; `:name` in a route is a parameter. */
class Router {
  #routes = [];

  add(method, path, handler) {
    this.#routes.push({ method, parts: path.split('/'), handler });
  }

  find(method, path) {
    const parts = path.split('/');
    for (const route of this.#routes) {
      const params = route.method === method ? Router.#match(route.parts, parts) : undefined;
      if (params !== undefined) {
        return { handler: route.handler, params };
      }
    }

    return undefined;
  }

  static #match(wanted, given) {
    if (wanted.length !== given.length) {
      return undefined;
    }

    const params = {};
    for (let i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith(':')) {
        params[wanted[i].slice(1)] = decodeURIComponent(given[i]);
      } else if (wanted[i] !== given[i]) {
        return undefined;
      }
    }

    return params;
  }
}

module.exports = { Router };
