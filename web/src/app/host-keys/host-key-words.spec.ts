import { aHostKey } from '../../test/host-key-fixtures';
import { HostKey } from '../api/wire';
import { originOf } from './host-key-words';

test.each<[Partial<HostKey>, string]>([
  [{ source: 'first-use' }, 'first use'],
  [{ source: 'presented', decidedBy: 'ada', reason: 'set up anew' }, 'shown at a login, ada: set up anew'],
  [{ source: 'pinned', decidedBy: 'ada' }, 'pinned, ada'],
  [{ source: 'announced', reason: 'no person said this' }, 'announced by the server'],
])('%j', (over, words) => expect(originOf(aHostKey(over))).toBe(words));
