"""Whatever Python can set is shown: from the start, in a second view, as news, and after it a key still works."""

import pytest

from lstm_helpers.widgets import LABS
from lstm_helpers.widgets.pages import for_json
from tests.support.lab_states import other_gate_labs, states, traits

pytestmark = [pytest.mark.browser]

SHOWN = """async ([before, all]) => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const wrong = [];
    let label;
    console.error = (problem) => wrong.push(`${label}: ${problem.message ?? problem} ${problem.stack ?? ''}`);
    const main = document.querySelector('main');
    main.replaceChildren();
    const place = () => main.appendChild(document.createElement('div'));
    const look = (root) => {
        const said = root.querySelector('.lab-sr');
        said.remove();
        const seen = { text: root.innerText,
            controls: [...root.querySelectorAll('input, select')].map(
                one => [one.ariaLabel, one.type === 'checkbox' ? one.checked : one.value, one.disabled, one.hidden]),
            pictures: [...root.querySelectorAll('canvas')].map(one => one.width && one.height && one.toDataURL()),
            drawn: [...root.querySelectorAll('svg[role=img]')].map(one => one.innerHTML) };
        root.firstChild.append(said);
        return seen;
    };
    const apart = (a, b) => Object.keys(a).filter(key => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
    for (const [name, state] of all) {
        label = name;
        const roots = [place(), place(), place()];
        const told = [];
        const first = mount(roots[0], structuredClone(state), (key) => told.push(key));
        const seen = look(roots[0]);
        const second = mount(roots[1], structuredClone(state));
        const third = mount(roots[2], structuredClone(before));
        third.update(structuredClone(state));
        if (told.filter(key => key !== 'playing').length) wrong.push(`${name}: it tells Python ${told}`);
        const [again, news] = [look(roots[1]), look(roots[2])];
        if (apart(seen, again).length) wrong.push(`${name}: a second view differs in ${apart(seen, again)}`);
        for (const key of apart(seen, news)) wrong.push(`${name}: as news it differs in ${key}`);
        const strange = seen.text.match(/.{0,60}(undefined|\\[object|NaN).{0,40}/);
        if (strange) wrong.push(`${name}: ${strange[0]}`);
        const walk = roots[0].querySelector('.lab-walk');
        walk.focus();
        for (const key of ['ArrowRight', 'ArrowLeft', 'End', 'Home'])
            walk.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        for (const lab of [first, second, third]) lab.destroy();
        main.replaceChildren();
    }
    return wrong;
}"""


def shown(page, before, labs):
    """What is wrong with the labs' states, each mounted and put as news into a lab that stands as `before`."""
    state = lambda lab: for_json({key: getattr(lab, key) for key in ("payload", *traits(type(lab)))})  # noqa: E731
    return page.evaluate(SHOWN, [state(before), [(label, state(lab)) for label, lab in labs]])


@pytest.mark.parametrize("name", LABS)
def test_every_value_of_every_trait_survives_being_shown_shown_again_and_told(name, open_lab):
    labs = list(states(name))
    demo = LABS[name].demo()
    page = open_lab(demo, width=1000)
    assert {label.split(" ")[0] for label, _ in labs} == set(traits(LABS[name])), "no value of a trait was accepted"
    assert shown(page, demo, labs) == []


def test_gate_labs_of_other_makes_survive_it_too(open_lab):
    labs = list(other_gate_labs())
    page = open_lab(labs[0][1], width=1000)
    assert shown(page, labs[0][1], labs) == []
