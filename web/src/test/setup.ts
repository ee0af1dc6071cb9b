import { configure } from '@testing-library/dom';
import { deserialize, serialize } from 'node:v8';
import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless/index.mjs';

setupZonelessTestEnv();
configure({ asyncUtilTimeout: 5_000 });

/** jsdom lays nothing out; the grid needs some height to know how many rows it shows. */
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 660 });
/** What has no size is taken for hidden, and cannot be focused. */
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => 100 });
HTMLElement.prototype.scrollTo = () => undefined;
HTMLElement.prototype.scrollIntoView = () => undefined;

/** jsdom has none, and hides Node's. */
globalThis.structuredClone = (value) => deserialize(serialize(value)) as typeof value;

globalThis.ResizeObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
};

globalThis.IntersectionObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
} as unknown as typeof IntersectionObserver;

/** A complaint of Angular's or of the console's is a fault like any other. */
const complaints: unknown[] = [];
console.warn = console.error = (...words: unknown[]) => complaints.push(words);

afterEach(() => expect(complaints.splice(0)).toEqual([]));
