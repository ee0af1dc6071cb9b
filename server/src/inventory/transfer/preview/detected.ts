import { delimiterOf, firstLineOf } from '../csv/records.js';
import { memberOf } from '../foreign/netbox/netbox-csv.js';
import type { FormatName } from '../formats.js';
import { fieldFor } from './proposed.js';

/** The beginning says it, or nothing does. */
const mostLookedAt = 65_536;

/** What a file seems to be, by its beginning. A guess: whoever sends it may say otherwise. */
export function detected(text: string): FormatName {
  const head = text.trimStart().slice(0, mostLookedAt);
  if (head.startsWith('{')) return isNetboxPage(head) ? 'netbox-json' : 'ndjson';
  if (/^\[\s*[{\]]/.test(head)) return isOfNetbox(head) ? 'netbox-json' : 'json';
  if (/^[ \t]*(host|match)[ \t=]+[^,;|\t\n]+$/im.test(head) && !sectioned.test(head)) return 'ssh-config';
  if (/^[ \t]*(hosts|children|vars)[ \t]*:/m.test(head) && /^[^\s#][^:\n]*:[ \t]*(#.*)?\r?$/m.test(head))
    return 'ansible-yaml';
  const header = firstLineOf(head);
  const titles = header.split(delimiterOf(header));
  if (sectioned.test(head) || /\sansible_\w+=/.test(head) || (titles.length === 1 && !fieldFor(header, [])))
    return 'ansible-ini';
  return isNetboxTable(titles) ? 'netbox-csv' : 'csv';
}

const sectioned = /^[ \t]*\[[^\]\s]+\][ \t]*(#.*)?\r?$/m;

function isNetboxPage(head: string): boolean {
  return /^\{\s*"(count|next|previous|results)"\s*:/.test(head);
}

function isOfNetbox(head: string): boolean {
  return /"(device_type|custom_fields|primary_ip4|asset_tag|vcpus)"\s*:/.test(head);
}

/** Columns that few tables have and NetBox's do. */
const telling = [
  'device_type',
  'type',
  'manufacturer',
  'rack',
  'tenant',
  'asset_tag',
  'cluster',
  'device_role',
  'platform',
];

function isNetboxTable(titles: readonly string[]): boolean {
  const members = titles.map((title) => memberOf(title.replaceAll('"', '')));
  return members.includes('name') && telling.filter((member) => members.includes(member)).length >= 3;
}
