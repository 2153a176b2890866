package io.reco.it;

/** Whether words stand out from what is behind them: by the ratio of WCAG 2, which has to be at least 4.5. */
final class Contrast {

    /** For a browser; gives what does not stand out, a line for each kind of element. */
    static final String SCRIPT = """
            const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b]
                .map((part) => part / 255)
                .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
            const over = (top, below) => {
              const alpha = top.length > 3 ? top[3] : 1;
              return below.map((part, i) => top[i] * alpha + part * (1 - alpha));
            };
            const behind = (element) => {
              const layers = [];
              for (let at = element; at; at = at.parentElement) {
                layers.push(numbers(getComputedStyle(at).backgroundColor));
              }
              return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
            };
            const weak = new Set();
            for (const element of document.querySelectorAll("body *")) {
              const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
              if (!words || !element.checkVisibility()) {
                continue;
              }
              const back = behind(element);
              const front = over(numbers(getComputedStyle(element).color), back);
              const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
              const ratio = (high + 0.05) / (low + 0.05);
              if (ratio < 4.5) {
                weak.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
              }
            }
            return [...weak];
            """;

    private Contrast() {}
}
