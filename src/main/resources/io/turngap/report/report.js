'use strict';
(() => {
  const root = document.documentElement;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const themes = ['auto', 'light', 'dark'];
  const button = document.getElementById('theme');
  const recall = () => { try { return localStorage.getItem('turngap-theme'); } catch { return null; } };
  const keep = (name) => { try { localStorage.setItem('turngap-theme', name); } catch { /* a page from a file may have no storage */ } };
  const show = (name) => {
    if (name === 'auto') { delete root.dataset.theme; } else { root.dataset.theme = name; }
    button.textContent = 'Theme: ' + name;
    button.dataset.name = name;
  };
  const wanted = location.hash.slice(1);
  show(themes.includes(wanted) ? wanted : themes.includes(recall()) ? recall() : 'auto');
  button.hidden = false;
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(button.dataset.name) + 1) % themes.length];
    show(next);
    keep(next);
  });

  const light = (stage) => {
    document.querySelectorAll('button.key').forEach((key) => key.setAttribute('aria-pressed', String(key.dataset.stage === stage)));
    document.querySelectorAll('.seg').forEach((seg) => seg.classList.toggle('dim', stage !== '' && seg.dataset.stage !== stage));
  };
  document.querySelectorAll('button.key').forEach((key) => key.addEventListener('click', () =>
    light(key.getAttribute('aria-pressed') === 'true' ? '' : key.dataset.stage)));

  document.querySelectorAll('.sound').forEach((box) => {
    const audio = box.querySelector('audio');
    const wave = box.querySelector('svg.wave');
    const head = box.querySelector('.playhead');
    const move = () => {
      if (!(audio.duration > 0)) { return; }
      const at = (100 * audio.currentTime / audio.duration) + '%';
      head.setAttribute('x1', at);
      head.setAttribute('x2', at);
      head.classList.add('on');
      if (!audio.paused && !calm.matches) { requestAnimationFrame(move); }
    };
    ['play', 'timeupdate', 'seeked'].forEach((event) => audio.addEventListener(event, move));
    audio.addEventListener('play', () => document.querySelectorAll('audio').forEach((other) => { if (other !== audio) { other.pause(); } }));
    wave.addEventListener('click', (event) => {
      const frame = wave.getBoundingClientRect();
      if (audio.duration > 0) { audio.currentTime = audio.duration * Math.min(1, Math.max(0, (event.clientX - frame.left) / frame.width)); }
      audio.play().catch(() => {});
    });
  });

  document.querySelectorAll('button.copy').forEach((copy) => {
    if (!navigator.clipboard) { return; }
    copy.hidden = false;
    copy.addEventListener('click', () => navigator.clipboard.writeText(copy.previousElementSibling.textContent).then(() => {
      copy.textContent = 'Copied';
    }).catch(() => {}));
  });
})();
