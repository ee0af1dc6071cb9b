/** `gw-eu-12` of `gw-eu-12.core.example.com`, for where there is no room; a name of digits only is no name. */
export function shortName(hostname: string): string {
  const [label = hostname] = hostname.split('.');
  return /^\d*$/.test(label) ? hostname : label;
}
