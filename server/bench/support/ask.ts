import type { App } from './stage.js';

/** A request to the API, a POST if it has a body; the answer is read to its end. */
export type Ask = <Body>(path: string, body?: object | string, mediaType?: string) => Promise<Body>;

export function asking({ url, token }: App): Ask {
  return async <Body>(path: string, body?: object | string, mediaType = 'application/json') => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': mediaType },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
    });
    if (!response.ok) throw new Error(`${response.status} from ${path}: ${await response.text()}`);
    return (await response.json()) as Body;
  };
}
