// Requests to the console's own HTTP API (openapi.yaml). Nothing else is asked for.
let csrf = '';

/** A refusal of the server, with its sentence for the person at the screen. */
export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function refused(response) {
  const body = await response.json().catch(() => ({}));
  return new Refusal(response.status, body.problem || `the server answered ${response.status}`);
}

/** @param byItself the page asks, not the person: a session is not kept alive by it */
export async function get(path, {byItself = false, signal} = {}) {
  const headers = byItself ? {'X-By-Itself': '1'} : {};
  const response = await fetch(path, {headers, signal});
  if (!response.ok) throw await refused(response);
  return response.json();
}

export async function bytes(path, signal) {
  const response = await fetch(path, {headers: {'X-By-Itself': '1'}, signal});
  if (!response.ok) throw await refused(response);
  return response.arrayBuffer();
}

export async function send(method, path, body) {
  const raw = body instanceof Blob;
  const response = await fetch(path, {
    method,
    headers: {'X-CSRF-Token': csrf, 'Content-Type': raw ? 'application/dicom' : 'application/json'},
    body: raw ? body : JSON.stringify(body ?? {}),
  });
  if (!response.ok) throw await refused(response);
  return response.status === 204 ? null : response.json();
}

/** The session's secret, which every request that changes something shows. */
export function begin(session) {
  csrf = session.csrf;
  return session;
}

/** The URL's query of the values that are there. */
export function query(values) {
  const filled = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
  const text = new URLSearchParams(filled).toString();
  return text && '?' + text;
}
