export default function (config) {
  config.addPassthroughCopy('img');
  return { dir: { input: 'src', output: '_site' } };
}
