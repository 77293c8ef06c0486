from django import forms
from django.contrib import admin

from content import views
from content.models import Channel, Contact, Page, Plan, Post, Structure
from publishing.admin import EditionAdmin, PartInline
from publishing.files import attach, check, keep
from publishing.models import Attachment


class PostForm(forms.ModelForm):
    """A post with a portrait, kept as an attachment of the edition under an address of its own."""

    portrait = forms.FileField(
        label="เลือกภาพ",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
        help_text="ภาพหน้าตรง ระบบย่อให้",
    )
    remove_portrait = forms.BooleanField(label="ลบภาพ", required=False, help_text="ภาพหายเมื่อบันทึก")

    class Meta:
        model = Post
        fields = ["branch", "unit", "tier", "position", "name", "vacant", "phone", "email", "order"]

    def clean_portrait(self):
        upload = self.cleaned_data["portrait"]
        if upload:
            self.found = check(upload, Attachment.Kind.PORTRAIT)
        return upload

    def save(self, commit=True):
        post, upload = self.instance, self.cleaned_data.get("portrait")
        if upload:
            stored = keep(upload, self.found)
            post.photo = attach(
                post.structure, stored, kind=Attachment.Kind.PORTRAIT, title=f"{post.position} {post.name}"
            ).address
        elif self.cleaned_data.get("remove_portrait"):
            post.photo = None
        return super().save(commit)


class PostInline(PartInline):
    model = Post
    form = PostForm
    fields = [
        "branch", "unit", "tier", "position", "name", "vacant", "phone", "email", "has_photo", "portrait",
        "remove_portrait", "order",
    ]  # fmt: skip
    readonly_fields = ["has_photo"]

    @admin.display(description="ภาพ", boolean=True)
    def has_photo(self, post: Post) -> bool:
        return post.photo_id is not None


class ChannelInline(PartInline):
    model = Channel
    fields = ["kind", "label", "url", "order"]


@admin.register(Page)
class PageAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "kind", "menu_section"]
    own_fieldsets = [("หน้าข้อมูล", {"fields": ["kind", "menu_section", "menu_order"]})]


@admin.register(Structure)
class StructureAdmin(EditionAdmin):
    show = views.show
    parts = [PostInline]

    def save_related(self, request, form, formsets, change):
        """A portrait that no post shows any longer leaves the edition: it is somebody's picture."""
        super().save_related(request, form, formsets, change)
        shown = form.instance.posts.exclude(photo=None).values("photo")
        form.instance.attachments.filter(kind=Attachment.Kind.PORTRAIT).exclude(address__in=shown).delete()


@admin.register(Plan)
class PlanAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "kind", "year_from"]
    own_fieldsets = [
        ("แผนหรือรายงาน", {"fields": ["kind", "year_from", "year_to", "period", "period_number"]}),
        ("งบประมาณและการอนุมัติ", {"fields": ["budget", "approving_body", "approved_on"]}),
    ]


@admin.register(Contact)
class ContactAdmin(EditionAdmin):
    show = views.show
    parts = [ChannelInline]
    own_fieldsets = [
        ("ช่องทางติดต่อ", {"fields": ["address", "phones", "fax", "email", "hours", "latitude", "longitude"]})
    ]
