// The script tag alone gives the floating launcher. This is what the shop adds to it: a button of
// its own that opens the same widget, and one field of its own in the form.
const { body } = document;

document.querySelector('#call-me').addEventListener('click', async () => (await widget()).open());

document.addEventListener('callback-opened', ({ target }) => {
  if (target.querySelector('[slot=fields]')) return;
  target.append(document.querySelector('#about').content.cloneNode(true));
});

// On a small screen two equal buttons would lie on top of each other: the shop's own goes first.
new IntersectionObserver(([{ isIntersecting }]) => {
  document.documentElement.classList.toggle('call-me-in-sight', isIntersecting);
}).observe(document.querySelector('#call-me'));

/** The widget, which arrives when it is ready and not before. */
function widget() {
  return new Promise((resolve) => {
    const look = () => {
      const found = document.querySelector('callback-engagement');
      if (!found) return;
      observer.disconnect();
      resolve(found);
    };
    const observer = new MutationObserver(look);
    observer.observe(body, { childList: true });
    look();
  });
}
