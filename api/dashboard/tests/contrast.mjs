// Contrast of the palette by WCAG 2.2: 4.5 for text (1.4.3), 3 for marks and edges of controls (1.4.11).

const TEXT = 4.5;
const MARK = 3;
const PAIRS = [
  ...['ground', 'card', 'sunken', 'accent-wash'].flatMap((back) => [
    ['ink', back, TEXT],
    ['soft', back, TEXT],
  ]),
  ...['ground', 'card', 'sunken', 'accent-wash'].map((back) => ['accent', back, TEXT]),
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-strong', TEXT],
  ['warm', 'warm-wash', TEXT],
  ['warn-ink', 'warn-wash', TEXT],
  ['bad-ink', 'bad-wash', TEXT],
  ['bad-ink', 'card', TEXT],
  ['care-ink', 'care-wash', TEXT],
  ...[1, 2, 3].map((mood) => ['on-dusk', `mood-${mood}`, TEXT]),
  ...[4, 5, 6, 7, 8, 9, 10].map((mood) => ['on-daylight', `mood-${mood}`, TEXT]),
  ...['edge', 'level', 'point', 'forecast', 'sleep', 'deep', 'light', 'unstaged', 'rem', 'awake'].map((mark) => [mark, 'card', MARK]),
];

export async function contrasts(page) {
  const names = [...new Set(PAIRS.flatMap(([front, back]) => [front, back]))];
  const colours = await page.evaluate((wanted) => {
    const probe = document.body.appendChild(document.createElement('i'));
    const found = wanted.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number)];
    });
    probe.remove();
    return Object.fromEntries(found);
  }, names);
  return PAIRS.map(([front, back, least]) => ({
    pair: `${front} on ${back}`,
    ratio: ratio(colours[front], colours[back]),
    least,
  }));
}

function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
