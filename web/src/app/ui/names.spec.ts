import { shortName } from './names';

test.each([
  ['gw-eu-12.core.example.com', 'gw-eu-12'],
  ['web', 'web'],
  ['10.0.0.1', '10.0.0.1'],
])('%s is %s for short', (hostname, short) => expect(shortName(hostname)).toBe(short));
