import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { problemOf, sentenceOf } from './problem';

function refused(status: number, error: unknown, headers = {}): HttpErrorResponse {
  return new HttpErrorResponse({ status, error, headers: new HttpHeaders(headers) });
}

const taken = {
  status: 409,
  code: 'server.hostname-taken',
  title: 'Conflict',
  detail: 'There is already a server web.',
  requestId: 'r-1',
  errors: [{ pointer: '/hostname', code: 'server.hostname-taken', message: 'is taken' }],
};

test('the server’s own problem is taken as it is', () => {
  const problem = problemOf(refused(409, taken));
  expect(problem).toMatchObject({ ...taken, retryAfterSeconds: null });
  expect(sentenceOf(problem)).toBe('There is already a server web.');
});

test.each([
  ['nobody answers', refused(0, new ProgressEvent('error')), 0, 'client.unreachable'],
  ['a proxy answers in HTML', refused(502, '<html>'), 502, 'client.not-a-problem'],
  ['a problem came as text', refused(409, JSON.stringify(taken)), 409, 'server.hostname-taken'],
  ['a resource has wrapped it', new Error('wrapped', { cause: refused(409, taken) }), 409, 'server.hostname-taken'],
  ['a fault of our own', new TypeError('x is not a function'), 0, 'client.fault'],
])('%s', (_, error, status, code) => expect(problemOf(error)).toMatchObject({ status, code }));

test('a throttled request says when to come back', () => {
  expect(problemOf(refused(429, { code: 'auth.throttled' }, { 'Retry-After': '30' })).retryAfterSeconds).toBe(30);
});
