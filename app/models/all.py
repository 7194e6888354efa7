"""Every mapped class in one import, so that ``Base.metadata`` is complete."""

from app.models import (
    audit,
    calls,
    company,
    counterparties,
    deals,
    inquiries,
    interactions,
    mail,
    marketing,
    merging,
    orders,
    papers,
    products,
    quality,
    service,
    stock,
    tasks,
)
from app.models.base import Base

__all__ = [
    "Base",
    "audit",
    "calls",
    "company",
    "counterparties",
    "deals",
    "inquiries",
    "interactions",
    "mail",
    "marketing",
    "merging",
    "orders",
    "papers",
    "products",
    "quality",
    "service",
    "stock",
    "tasks",
]
