import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { waitFor } from '@testing-library/dom';
import { SearchField } from '../api/wire';
import { CompletionStore } from './completion-store';

const owner: SearchField = {
  name: 'owner',
  aliases: [],
  kind: 'text',
  description: 'Who answers for it',
  values: null,
  completes: true,
};

let http: HttpTestingController;
let store: CompletionStore;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [CompletionStore, provideHttpClient(), provideHttpClientTesting()] });
  http = TestBed.inject(HttpTestingController);
  store = TestBed.inject(CompletionStore);
});

const look = (q: string) => store.look(q, q.length);
const names = () => store.offering().offers.map(({ name }) => name);
const fields = () => http.expectOne('/api/v1/servers/search/fields').flush({ fields: [owner] });

/** The request for the values that begin so. */
function asked(prefix: string): Promise<TestRequest> {
  return waitFor(() => http.expectOne(({ params }) => params.get('prefix') === prefix));
}

const values = (...all: string[]) => ({ values: all.map((value) => ({ value, count: 1 })), exact: true });

test('what is no longer asked for is cancelled', async () => {
  look('owner:c');
  fields();
  const first = await asked('c');
  look('owner:co');
  expect(first.cancelled).toBe(true);
  (await asked('co')).flush(values('core'));
  expect(names()).toEqual(['core']);
});

test('until the next values come, those that still begin so stay', async () => {
  look('owner:');
  fields();
  (await asked('')).flush(values('core', 'data'));
  look('owner:d');
  expect(names()).toEqual(['data']);
  (await asked('d')).flush(values('data', 'delta'));
  expect(names()).toEqual(['data', 'delta']);
});

test('where nothing can be fetched nothing is offered, and the next letter tries again', async () => {
  look('ow');
  http.expectOne('/api/v1/servers/search/fields').flush(null, { status: 503, statusText: 'away' });
  expect(names()).toEqual([]);
  look('own');
  fields();
  expect(names()).toEqual(['owner']);
  look('owner:');
  (await asked('')).flush(null, { status: 503, statusText: 'away' });
  expect(names()).toEqual(['*']);
});
