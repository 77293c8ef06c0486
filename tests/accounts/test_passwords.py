"""What is too easy to guess is refused without asking anybody outside; what is long enough is taken, however it is made."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

#: Nothing that somebody could not find out, or that a keyboard does not give by itself.
GUESSABLE = [
    "อบต.โพนโก2567", "ponko2567ponko", "Phonko@2567!!", "Phoneko.go.th1", "อบตโพนโก๒๕๖๗", "0812345678", "044-123-4567-2567",
    "ฟหกดเ้่าสวง", "ๆไำพะัีรนยบล", "ฟหกด1234ฟหกด", "qwertyuiop123", "1qaz2wsx3edc", "asdfghjkl2567", "กขคงจฉชซฌญฎฏ", "abcdefghijkl",
    "password2567!", "P@ssw0rd2567!", "สวัสดีประเทศไทย", "admin@surin2567", "องค์การบริหารส่วนตำบลโพนโก", "สำนักปลัดอบต2569",
    "นักประชาสัมพันธ์", "นักประชาสัมพันธ์2569", "somsri.jaidee", "สมศรี ใจดี 2569", "aaaaaaaaaaaaaaaa", "121212121212", "ผู้ดูแลระบบ123456",
    "michael12345678", "ก" * 2000, "สั้นไป",
]  # fmt: skip
GOOD = [
    "ปลาร้าบนดวงจันทร์สีม่วง", "correct horse battery staple", "มะม่วงกระป๋องเขียว", "rained frogs 2567 umbrella", "Tr4-vKq9_zzWp2",
    "ควายสามตัวเต้นรำหลังฝน", "อบต.โพนโก กบร้องเพลงกลางทุ่ง", "กบเขียวกระโดดข้ามคลอง" * 8,
]  # fmt: skip


@pytest.fixture
def somsri(cast) -> User:
    return User(
        username="somsri",
        full_name="นางสมศรี ใจดี",
        email="somsri.jaidee@example.go.th",
        position=cast.writer.position,
    )


@pytest.mark.parametrize("password", GUESSABLE, ids=lambda password: password[:20])
@pytest.mark.alike
def test_what_anybody_would_try_is_refused(password, somsri):
    with pytest.raises(ValidationError):
        validate_password(password, somsri)


@pytest.mark.parametrize("password", GOOD, ids=lambda password: password[:20])
@pytest.mark.alike
def test_several_words_are_enough_without_rules_of_composition(password, somsri):
    assert validate_password(password, somsri) is None
