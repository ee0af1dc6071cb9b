import { PageName, QueryOfView } from '../api/wire';

/** The parameters of an address, as far as a view is concerned. */
export type Parameters = Record<string, string | undefined>;

const paths: Record<PageName, string> = { servers: '/servers', map: '/map', audit: '/audit' };
/** What the audit is narrowed by. A view keeps it as one text, in the form that it has in an address. */
const auditFilters = ['action', 'actor', 'actorName', 'field', 'from', 'last', 'subject', 'subjectType', 'to'];

export function pathOf(page: PageName): string {
  return paths[page];
}

/** The page at a path, if views of it can be kept. */
export function pageAt(path: string): PageName | null {
  const pages = Object.keys(paths) as PageName[];
  return pages.find((page) => paths[page] === path) ?? null;
}

/** What a view keeps of an address. */
export function queryIn(page: PageName, parameters: Parameters): QueryOfView {
  const { q = '', sort = '', columns, groupBy } = parameters;
  return {
    q: page === 'audit' ? filtersIn(parameters) : q,
    sort,
    columns: listed(columns),
    groupBy: listed(groupBy),
  };
}

/** The parameters that show a view; what it does not say is `null`, so that it goes from the address. */
export function parametersOf(
  page: PageName,
  { q, sort, columns, groupBy }: QueryOfView,
): Record<string, string | null> {
  if (page === 'audit') {
    const filters = new URLSearchParams(q);
    return Object.fromEntries(auditFilters.map((name) => [name, filters.get(name)]));
  }
  return {
    q: q || null,
    sort: sort || null,
    columns: columns.join(',') || null,
    ...(page === 'map' && { groupBy: groupBy.join(',') || null }),
  };
}

/** Whether the address shows something else than the view. */
export function isChanged(page: PageName, query: QueryOfView, parameters: Parameters): boolean {
  const shown = parametersOf(page, queryIn(page, parameters));
  return Object.entries(parametersOf(page, query)).some(([name, value]) => shown[name] !== value);
}

function filtersIn(parameters: Parameters): string {
  const filters = new URLSearchParams();
  for (const name of auditFilters) if (parameters[name]) filters.set(name, parameters[name]);
  return filters.toString();
}

function listed(names: string | undefined): string[] {
  return names?.split(',').filter((name) => name !== '') ?? [];
}
