"""What no model of Mien must be used for, in the words of its card."""

from __future__ import annotations

NOT_FOR = (
    (
        "Not for staff, applicants, pupils or students, nor for exams. In the European Union, "
        "inferring emotions of people at work or in education is prohibited, but for medical or "
        "safety reasons (Regulation (EU) 2024/1689, Article 5(1)(f))."
    ),
    "Not for policing, insurance, credit, medicine or any other decision about a person.",
    (
        "Not for watching people who do not know about it. In the European Union, people must be "
        "told when a system for recognising emotions looks at them (Article 50(3))."
    ),
    "Not for telling who somebody is.",
)
