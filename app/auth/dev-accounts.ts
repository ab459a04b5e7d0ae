/** Staff of the local world; publishers come from the database. Known only where APP_ENV is development or test. */
export const DEV_STAFF = [
  {
    sub: 'staff_admin',
    email: 'admin@apexmediation.test',
    name: 'Ada Admin',
    role: 'admin',
    locale: 'en-US',
  },
  {
    sub: 'staff_readonly',
    email: 'readonly@apexmediation.test',
    name: 'Rio Readonly',
    role: 'readonly',
    locale: 'en-US',
  },
] as const;
