/** The first user, told once: nothing but this process ever knows the password in clear. */
export interface FirstAdmin {
  email: string;
  /** Not given when the operator chose it, who then knows it. */
  password?: string;
}

/** How to sign in for the first time, or nothing when there is nothing to tell. */
export function firstSignIn(admin: FirstAdmin | undefined): string[] {
  if (admin?.password === undefined) return [];
  return [
    `  Sign in as     ${admin.email}`,
    `  with password  ${admin.password}   (shown only now; it is changed at the first sign-in)`,
  ];
}

/** Where to find what is running. */
export function whereabouts(url: string): string[] {
  return ['', '  InfraWatch Fleet is ready.', '', `  Console        ${url}`, `  API            ${url}/api/docs`];
}
