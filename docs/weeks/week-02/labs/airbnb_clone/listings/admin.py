"""Django's admin for the six tables: what an admin looks for, in a few queries a page."""

from django.contrib import admin
from django.contrib.auth import forms
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group

from listings.models import Booking, Message, Payment, Property, Review, User

admin.site.unregister(Group)  # the role of a user says it all


class UserCreationForm(forms.BaseUserCreationForm):
    """Asks for a password twice, and for what no account is without."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "role")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    list_display = ("email", "first_name", "last_name", "role", "created_at")
    list_filter = ("role",)
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("created_at",)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "phone_number")}),
        ("Account", {"fields": ("role", "created_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name", "role", "password1", "password2")}),
    )


@admin.register(Property)
class PropertyAdmin(admin.ModelAdmin):
    list_display = ("name", "location", "host", "pricepernight", "updated_at")
    list_select_related = ("host",)
    search_fields = ("name", "location", "host__email")
    autocomplete_fields = ("host",)
    readonly_fields = ("created_at", "updated_at")


class PaymentInline(admin.TabularInline):
    model = Payment
    extra = 0
    readonly_fields = ("payment_date",)


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):
    list_display = ("property", "user", "start_date", "end_date", "total_price", "status")
    list_filter = ("status",)
    list_select_related = ("property", "user")
    date_hierarchy = "start_date"
    search_fields = ("property__name", "user__email")
    autocomplete_fields = ("property", "user")
    readonly_fields = ("created_at",)
    inlines = (PaymentInline,)


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    list_display = ("payment_date", "amount", "payment_method", "booking")
    list_filter = ("payment_method",)
    list_select_related = ("booking",)
    search_fields = ("booking__user__email",)
    autocomplete_fields = ("booking",)
    readonly_fields = ("payment_date",)


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ("property", "user", "rating", "created_at")
    list_filter = ("rating",)
    list_select_related = ("property", "user")
    search_fields = ("property__name", "user__email", "comment")
    autocomplete_fields = ("property", "user")
    readonly_fields = ("created_at",)


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("sender", "recipient", "sent_at")
    list_select_related = ("sender", "recipient")
    search_fields = ("sender__email", "recipient__email", "message_body")
    autocomplete_fields = ("sender", "recipient")
    readonly_fields = ("sent_at",)
