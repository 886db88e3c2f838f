// Before the first paint, so that the demo bar does not flash in the frames of all.html.
document.documentElement.classList.toggle('framed', self !== top);
