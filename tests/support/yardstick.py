"""How much time a slow machine may take: what measures milliseconds means those of the machine below."""

JOB_MS = 2.5  # what the job takes on a machine to which the milliseconds apply
JOB = """async () => {
    const root = document.body.appendChild(document.createElement('div'));
    const nodes = Array.from({ length: 300 }, () => root.appendChild(document.createElement('span')));
    const job = (n) => {
        nodes.forEach((node, k) => {
            node.textContent = (n * k / 7).toFixed(3);
            if (k % 5 === 0) node.style.transform = `translateX(${n + k}px)`;
        });
        let sum = 0;
        for (let k = 0; k < 20_000; k++) sum += Math.tanh(k * 1e-4 - n);
        return sum;
    };
    const times = [];
    for (let n = 0; n < 60; n++) {
        const start = performance.now();
        job(n);
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    root.remove();
    return times.slice(20).sort((a, b) => a - b)[20];
}"""


def slowness(page):
    """How many times as long as on that machine the page's machine takes for a fixed job; 1 where it is faster.

    The job has nothing of a lab: it writes 300 texts and 60 transforms and squashes 20,000 numbers.
    """
    found = max(1, page.evaluate(JOB) / JOB_MS)
    print(f"this machine takes {found:.2f} times the time")
    return found
