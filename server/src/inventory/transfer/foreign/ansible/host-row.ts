import type { Row, Warning } from '../../row.js';
import { GatheredRow, reached, type Origin } from '../gathered-row.js';
import type { Variables } from './variables.js';

/** What Ansible says of the connection, and our field for it; older names too. */
const connection: Record<string, readonly string[]> = {
  ansible_port: ['ssh', 'port'],
  ansible_ssh_port: ['ssh', 'port'],
  ansible_user: ['ssh', 'user'],
  ansible_ssh_user: ['ssh', 'user'],
};
const addressed: readonly string[] = ['ansible_host', 'ansible_ssh_host'];

/** Whatever is called like this is no attribute of a server: it would be read by everybody who may read the inventory. */
const secret = /(pass(word|wd|phrase)?|secret|token|api_?key|private_key)$/i;
const isTemplate = (value: unknown) => typeof value === 'string' && value.includes('{{');

/** The value of a secret that was encrypted in place: nothing that an inventory could keep. */
export const encrypted = Symbol('encrypted');

export function hostRow(
  name: string,
  at: Origin,
  variables: Variables,
  groups: readonly string[],
  warnings: Warning[],
): Row {
  const row = new GatheredRow(at);
  const host = addressed.map((each) => variables.get(each)).find((each) => each && !isTemplate(each.value));
  const { hostname, ipAddress } = reached(name, host === undefined ? undefined : String(host.value));
  row.put(['hostname'], hostname, at);
  if (ipAddress !== undefined) row.put(['ipAddress'], ipAddress, host?.at ?? at);
  if (groups.length > 0) row.put(['tags'], groups.map(tagOf), at);
  if (hostname !== name) row.put(['attributes', 'aliases'], [name], at);
  for (const [variable, { value, at: where }] of variables) {
    const warn = (code: string, message: string) => warnings.push({ line: where.line, code, message });
    const path = Object.hasOwn(connection, variable) ? connection[variable] : undefined;
    if (value === encrypted || secret.test(variable))
      warn('ansible.secret-dropped', `\`${variable}\` of ${name} is a secret: it is not imported.`);
    else if ((path ?? addressed.includes(variable)) && isTemplate(value))
      warn('ansible.template-dropped', `\`${variable}\` of ${name} is a template, which only Ansible can fill in.`);
    else if (path) row.put(path, connected(path, value), where);
    else if (!addressed.includes(variable)) row.put(['attributes', variable], value, where);
  }
  return row;
}

/** A port may be written as text, a user as a number. */
function connected(path: readonly string[], value: unknown): unknown {
  if (path.at(-1) === 'user') return typeof value === 'number' ? String(value) : value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** As Ansible itself does with what may not be in the name of a group. */
function tagOf(group: string): string {
  return `group:${group.replaceAll(/[\s,"()]/g, '_')}`;
}
