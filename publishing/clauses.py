"""Clause 1(1) of the announcement of 17 June 2563, in its own words, as four ticks.

The writer declares them at submit, the approver attests them at approval, each for himself.
"""

#: field name of `Attestation` → the clause's words
CLAUSE_1_1 = {
    "monarchy": "ไม่ก่อให้เกิดการล้มล้างการปกครองระบอบประชาธิปไตยอันมีพระมหากษัตริย์ทรงเป็นประมุข",
    "state_security": "ไม่มีผลกระทบต่อความมั่นคงของรัฐ",
    "public_order": "ไม่มีผลกระทบต่อความสงบเรียบร้อยของประชาชน",
    "good_morals": "ไม่มีผลกระทบต่อศีลธรรมอันดีของประชาชน",
}

#: The approver's tick for what the gates pointed at (publishing/gates): asked for when there is something.
FINDINGS_TICK = "findings"
