'use strict';

const most = 1024 * 1024;

/** Reads a request's body as JSON, up to a megabyte. */
async function readJson(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > most) {
      throw Object.assign(new Error('the body is too large'), { status: 413 });
    }

    chunks.push(chunk);
  }

  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw Object.assign(new Error('the body is not JSON'), { status: 400 });
  }
}

module.exports = { readJson };
