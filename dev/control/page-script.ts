/** Forms on the page post JSON: each control by its name, numbers where the input is one, empty ones left out. */
export const PAGE_SCRIPT = `
const answer = document.getElementById('answer');
const now = document.getElementById('now');
async function call(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  let shown = text;
  try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch {}
  answer.dataset.state = response.ok ? 'ok' : 'failed';
  answer.textContent = 'POST ' + path + ' → ' + response.status + '\\n' + shown;
  return response.ok;
}
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.dataset.path) return;
  event.preventDefault();
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue;
    body[field.name] = field.type === 'number' ? Number(field.value) : field.value;
  }
  if (event.submitter && event.submitter.name) body[event.submitter.name] = event.submitter.value;
  const buttons = form.querySelectorAll('button');
  for (const button of buttons) button.disabled = true;
  answer.dataset.state = 'waiting';
  answer.textContent = 'POST ' + form.dataset.path + ' …';
  try {
    if ((await call(form.dataset.path, body)) && form.dataset.reload) setTimeout(() => location.reload(), 800);
  } catch (error) {
    answer.dataset.state = 'failed';
    answer.textContent = String(error);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
});
async function readClock() {
  try {
    const response = await fetch('/clock');
    now.textContent = (await response.json()).now.replace('T', ' ').replace(/\\.\\d+Z$/, ' UTC');
  } catch { now.textContent = 'stopped'; }
}
setInterval(readClock, 1000);
readClock();
`;
