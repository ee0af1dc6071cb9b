import { aServer } from '../../test/fixtures';
import { factsOf } from './facts';

test('what nobody declared is not shown as empty', () => {
  expect(factsOf(aServer('web')).map(({ name }) => name)).toEqual(['Address', 'SSH']);
});

test('units are those that people use', () => {
  const hardware = { cpuCores: 8, memoryMb: 32768, diskGb: 1920, vendor: null, model: null, serial: 'VX-1' };
  const facts = new Map(factsOf(aServer('web', { hardware })).map(({ name, value }) => [name, value]));
  expect(Object.fromEntries(facts)).toMatchObject({
    CPU: '8 cores',
    Memory: '32 GiB',
    Disk: '1,920 GB',
    Serial: 'VX-1',
  });
});
