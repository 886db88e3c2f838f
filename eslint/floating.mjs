// no-floating-promises for tests: @open-wc/semantic-dom-diff 0.20 types every `.equal()` of chai as a
// promise, though only its own (`expect(x).shadowDom.to.equal(…)`) is one. Goes when its types do.
import tseslint from 'typescript-eslint';

const base = tseslint.plugin.rules['no-floating-promises'];
const PLAIN_EQUAL = /^expect\b[^]*\.equals?\([^]*\);?$/;
const DOM_EQUAL = /\.(dom|lightDom|shadowDom)\b/;

export const floating = {
  ...base,
  create(context) {
    const report = (descriptor) => {
      const text = context.sourceCode.getText(descriptor.node);
      if (!PLAIN_EQUAL.test(text) || DOM_EQUAL.test(text)) context.report(descriptor);
    };
    return base.create(Object.create(context, { report: { value: report } }));
  },
};
