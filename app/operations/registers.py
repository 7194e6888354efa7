"""All registers of the house by name: whoever adds one adds it here."""

from collections.abc import Mapping

from app.operations import (
    registers_calls,
    registers_mail,
    registers_office,
    registers_outbox,
    registers_overview,
    registers_overview_calls,
    registers_plant,
    registers_quality,
    registers_sales,
    registers_service,
    registers_stock,
)
from app.operations.register_spec import Register

REGISTERS: Mapping[str, Register] = {
    spec.name: spec
    for spec in (
        *registers_sales.REGISTERS,
        *registers_calls.REGISTERS,
        *registers_mail.REGISTERS,
        *registers_office.REGISTERS,
        *registers_outbox.REGISTERS,
        *registers_overview.REGISTERS,
        *registers_overview_calls.REGISTERS,
        *registers_plant.REGISTERS,
        *registers_quality.REGISTERS,
        *registers_service.REGISTERS,
        *registers_stock.REGISTERS,
    )
}
