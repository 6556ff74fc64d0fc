/* Runs before the first paint, in every browser there ever was: so, old words only.
   It shows the evening to who chose it, and a kind word to a browser that cannot run the app. */
(function () {
	var root = document.documentElement;
	try {
		var liked = JSON.parse(localStorage.getItem('voorkeuren') || '{}');
		if (liked.theme === 'evening' || liked.theme === 'day') root.setAttribute('data-theme', liked.theme);
		if (liked.language === 'en') root.lang = 'en';
	} catch (keepsNothing) {
		void keepsNothing;
	}
	/* OffscreenCanvas came to Safari with 16.4, together with the syntax the app is built for. */
	var young =
		'noModule' in document.createElement('script') &&
		typeof structuredClone === 'function' &&
		typeof OffscreenCanvas === 'function' &&
		typeof HTMLDialogElement === 'function' &&
		!!window.indexedDB &&
		!!(window.crypto && window.crypto.getRandomValues);
	if (young) {
		/* On a slow line the page is there before its program: a press in between is done when it has come. */
		document.addEventListener(
			'click',
			function (event) {
				if (root.hasAttribute('data-started') || !event.target.closest) return;
				window.earlyPress = event.target.closest('button');
			},
			true
		);
		/* A part of the program did not come: it was lost on the way, or the server has just got a newer one. */
		var late = function (event) {
			var words = document.getElementById('late');
			if (!words || root.hasAttribute('data-started')) return;
			words.removeAttribute('hidden');
			/* It was said on the page: it need not stand in the console too. */
			if (event) event.preventDefault();
		};
		window.addEventListener('unhandledrejection', late);
		window.addEventListener('load', function () {
			setTimeout(function () {
				late();
			}, 20000);
			/* What stands behind # stays where it is: only this reads the same page again. */
			var again = document.getElementById('again');
			if (again)
				again.addEventListener('click', function () {
					location.reload();
				});
		});
		return;
	}
	document.addEventListener('DOMContentLoaded', function () {
		var words = document.getElementById('too-old');
		if (words) words.removeAttribute('hidden');
	});
})();
