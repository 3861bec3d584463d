'use strict';

/** Gives a response what handlers answer with. */
function extend(response) {
  response.json = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(value));
  };
  response.text = (status, value) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(value);
  };
  response.redirect = (location) => {
    response.writeHead(302, { location });
    response.end();
  };
  return response;
}

module.exports = { extend };
