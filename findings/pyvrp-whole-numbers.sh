#!/bin/sh
# PyVRP cuts prizes and distances to whole numbers, silently.
#
# Prizes of a patrol problem are harm, and most are small fractions. One expects them
# kept, rounded, or refused. They are cut: 5.9 is 5 and 0.9 is 0, so that the solver
# passes by a place that is worth a visit.
set -eu
version=0.14.1
cd "$(mktemp -d)"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check "pyvrp==$version"
cat >problem.py <<'PYTHON'
from pyvrp import Model

model = Model()
corners = [model.add_location(x, 0) for x in (0, 3, 6)]
model.add_depot(corners[0])
for place, prize in zip(corners[1:], (5.9, 0.9)):
    model.add_client(place, prize=prize, required=False)
model.add_vehicle_type()
for start in corners:
    for end in corners:
        model.add_edge(start, end, distance=0 if start is end else 2.9)
data = model.data()
print([place.prize for place in data.clients()], data.distance_matrix(0)[0].tolist())
PYTHON
seen=$(env/bin/python -W error problem.py)
echo "PyVRP $version"
echo "expected: [5.9, 0.9] [0, 2.9, 2.9], or an error, or a warning"
echo "seen:     $seen"
[ "$seen" = '[5, 0] [0, 2, 2]' ]
