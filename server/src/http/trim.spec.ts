import { ApiProperty } from '@nestjs/swagger';
import { trimming } from './trim.js';

class Check {
  @ApiProperty()
  name: string;
  @ApiProperty()
  status: string;
}

class Health {
  @ApiProperty()
  status: string;
  @ApiProperty({ type: [Check] })
  checks: Check[];
}

class View {
  @ApiProperty()
  id: string;
  @ApiProperty({ type: [String] })
  tags: string[];
  @ApiProperty()
  health: Health;
  @ApiProperty({ type: Check, nullable: true })
  spare: Check | null;
  @ApiProperty({ type: 'object', additionalProperties: true })
  attributes: object;
}

const view: View = {
  id: '1',
  tags: ['a', 'b'],
  health: {
    status: 'healthy',
    checks: [
      { name: 'ssh', status: 'healthy' },
      { name: 'web', status: 'unknown' },
    ],
  },
  spare: null,
  attributes: { rack: { row: 4, unit: 1 }, tier: 2 },
};

test.each([
  ['id', { id: '1' }],
  ['tags,id', { id: '1', tags: ['a', 'b'] }],
  ['id, health.status', { id: '1', health: { status: 'healthy' } }],
  ['health.checks.name', { health: { checks: [{ name: 'ssh' }, { name: 'web' }] } }],
  ['health,health.status', { health: view.health }],
  ['health.status,health', { health: view.health }],
  ['health.status,health.status', { health: { status: 'healthy' } }],
  ['spare.name', { spare: null }],
  ['attributes.rack.row,attributes.gone', { attributes: { rack: { row: 4 } } }],
])('%s', (fields, expected) => {
  expect(trimming(View, fields)(view)).toEqual(expected);
});

test('without fields it is the whole view', () => {
  expect(trimming(View, undefined)(view)).toBe(view);
});

test.each([
  ['id,helth.status', 3, 'Did you mean `health`?'],
  ['id, health.stauts', 11, 'Did you mean `status`?'],
  ['health.checks.0', 14, 'Possible: name, status.'],
  ['id.length', 3, 'no member `length`'],
  ['tags.0', 5, 'no member `0`'],
  ['ID', 0, 'Did you mean `id`?'],
  ['', 0, 'A name is missing'],
  ['id,', 3, 'A name is missing'],
  ['health..status', 7, 'A name is missing'],
  ['attributes.', 11, 'A name is missing'],
  ['constructor', 0, 'no member `constructor`'],
  ['__proto__', 0, 'no member `__proto__`'],
])('%s is refused at %i', (fields, position, says) => {
  expect(() => trimming(View, fields)).toThrow(
    expect.objectContaining({
      status: 400,
      errors: [expect.objectContaining({ pointer: '/fields', position, message: expect.stringContaining(says) })],
    }),
  );
});
