/* For browsers that have JavaScript but cannot run the page's module: ask again, as the page without JavaScript does. */
setTimeout(() => {
  if (!document.documentElement.hasAttribute('data-live')) location.replace(document.body.getAttribute('data-path'));
}, 20000);
