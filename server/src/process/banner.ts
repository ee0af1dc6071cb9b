/** The first user, told once: nothing but this process ever knows the password in clear. */
export interface FirstAdmin {
  email: string;
  /** Not given when the operator chose it. */
  password?: string;
}

/** How to sign in for the first time. */
export function firstSignIn({ email, password }: FirstAdmin): string {
  if (password === undefined) return `  Sign in as     ${email} with the password of FLEET_ADMIN_PASSWORD`;
  return [
    `  Sign in as     ${email}`,
    `  with password  ${password}   (shown only now; it is changed at the first sign-in)`,
  ].join('\n');
}

/** Where to find what is running. */
export function whereabouts(url: string): string {
  return ['', `  InfraWatch Fleet is ready.`, '', `  Console        ${url}`, `  API            ${url}/api/docs`].join(
    '\n',
  );
}
