import { ADMIN, expect, PUBLISHER, test } from './fixtures/test.ts';

const NOTES = 'We move twelve apps from our old mediation in the first week of May.';

test('a publisher asks to be moved, ops is told by mail and Slack and answers, and the publisher sees it', async ({
  page,
  world,
  control,
  account,
  signIn,
}) => {
  const { name } = await account(PUBLISHER);
  await signIn(PUBLISHER);
  await page.goto('/billing/settings');
  await expect(page.getByRole('region', { name: 'Billing details' })).toContainText(name);

  const notes = page.getByLabel('What should we know?');
  await page.getByRole('radio', { name: /Production cutover/ }).check();
  await notes.fill('Too short a note');
  await expect(page.getByText('4 more characters needed')).toBeVisible();
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Must have at least 20 characters.')).toBeVisible();
  await expect(notes).toHaveValue('Too short a note');
  await expect(page.getByRole('radio', { name: /Production cutover/ })).toBeChecked();

  await notes.fill(NOTES);
  await page.getByRole('button', { name: 'Send request' }).click();
  const assistant = page.getByRole('region', { name: 'Migration assistant' });
  await expect(assistant.getByText('Queued')).toBeVisible();
  await expect(assistant).toContainText(NOTES);

  await control.settle();
  const read = async (path: string) =>
    JSON.stringify(await (await fetch(`${world.controlUrl}${path}`)).json());
  expect(await read('/mailbox')).toContain(NOTES);
  expect(await read('/slack')).toContain(NOTES);

  await signIn(ADMIN);
  await page.goto('/admin/billing/migrations');
  await page.getByRole('link', { name }).filter({ visible: true }).first().click();
  await page.getByLabel('New state').selectOption('In progress');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Must say what happens next.')).toBeVisible();
  await page.getByLabel('Reply').fill('We start on Monday at 08:00 UTC.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('In progress');

  await signIn(PUBLISHER);
  await page.goto('/billing/settings');
  await expect(assistant).toContainText('We start on Monday at 08:00 UTC.');
});
