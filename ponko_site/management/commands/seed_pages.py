from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Office, User
from ponko_site.policies import seed_pages
from publishing.workflow import Refused


class Command(BaseCommand):
    help = "เริ่มร่างนโยบาย วิธีใช้เว็บไซต์ และคำถามที่พบบ่อย เฉพาะหน้าที่ยังไม่มี เรียกซ้ำได้"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--writer", required=True, help="ชื่อเข้าใช้ของผู้จัดทำ ซึ่งจะเป็นผู้เริ่มร่าง")

    def handle(self, *, writer: str, **options) -> None:
        try:
            drafts = seed_pages(writer=User.objects.get(username=writer))
        except User.DoesNotExist as error:
            raise CommandError(f"ไม่มีบัญชีชื่อ {writer}") from error
        except Office.DoesNotExist as error:
            raise CommandError("ยังไม่มีข้อมูลหน่วยงาน ให้เรียก setup_office ก่อน") from error
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        for draft in drafts:
            self.stdout.write(f"เริ่มร่าง {draft.title} ที่ {draft.publication.address}")
        self.stdout.write(f"เริ่มร่าง {len(drafts)} หน้า ให้ผู้จัดทำตรวจข้อความแล้วส่งขออนุมัติ หน้าที่มีอยู่แล้วไม่ถูกแก้ไข")
