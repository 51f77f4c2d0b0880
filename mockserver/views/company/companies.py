"""Converts companies to JSON (contract: company_people 2.3)."""

from mockserver.domain import permissions
from mockserver.model import ids
from mockserver.model.company.companies import Company
from mockserver.model.rich_text import Json


def company_id(company: Company) -> str:
    return ids.company(company.name, company.short_id)


def essential(company: Company) -> dict[str, Json]:
    return {"id": company_id(company), "name": company.name, "setup_completed": company.setup_completed}


def full(company: Company, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a company. Optional values are null unless they are in `included`. `permissions` is null
    if `level`, the access level of the acting person, is None."""
    return {
        **essential(company),
        "member_count": None,
        "trusted_email_domains": company.trusted_email_domains,
        "enabled_experimental_features": company.enabled_experimental_features,
        "company_space_id": ids.short(company.company_space_id) if company.company_space_id else None,
        **dict.fromkeys(("people", "admins", "owners")),
        "permissions": None if level is None else permissions.granted(permissions.COMPANY, level),
        "general_space": None,
        **included,
    }
