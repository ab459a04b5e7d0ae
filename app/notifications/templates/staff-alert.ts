export interface StaffAlert {
  title: string;
  text: string;
  /** Of the page that shows it. */
  path?: string | undefined;
}

export function staffAlert({ title, text, path }: StaffAlert, appUrl: string) {
  return { subject: title, text: path === undefined ? text : `${text}\n\n${new URL(path, appUrl).href}` };
}
