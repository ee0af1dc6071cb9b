import { NavigationError } from '@angular/router';

const key = 'fleet.reloaded-for';

/**
 * A page that can no longer be fetched means that a newer console was installed meanwhile. It is loaded whole, once;
 * when that did not help, the reason is something else.
 */
export function onNavigationError({ url, error }: NavigationError): void {
  if (!/dynamically imported module|Importing a module/.test(String(error))) return;
  if (sessionStorage.getItem(key) === url) return;
  sessionStorage.setItem(key, url);
  location.assign(url);
}
