"""What the demo company sells and has in stock, as data."""

from dataclasses import dataclass

PIRNA, KRAUSE, LAUSITZ, JENA = range(4)
"""Places in the list of suppliers."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article; price in EUR. supplier: place in the list of suppliers, None: nobody; stock: batches.

    A batch: code, quantity, shelf, received so many days ago, expires in so many days (None: never).
    """

    code: str
    name: str
    price: str
    equipment: str
    made: bool = False
    supplier: int | None = None
    unit: str = "pc"
    shelf_days: int | None = None
    material: str = ""
    stock: tuple[tuple[str, int, str, int, int | None], ...] = ()


ARTICLES = (
    Article("KP-80", "Centrifugal pump KP-80", "3120.00", "Pumps", True, material="Water",
            stock=(("P26-0112", 6, "H-1", 90, None),)),
    Article("KP-50", "Centrifugal pump KP-50", "2340.00", "Pumps", True, material="Water",
            stock=(("P26-0087", 12, "H-1", 120, None),)),
    Article("XM-50-32-200", "Chemical pump XM 50-32-200", "5410.00", "Pumps", True, material="Acid",
            stock=(("P26-0203", 5, "H-1", 40, None),)),
    Article("XM-80-50-250", "Chemical pump unit XM 80-50-250", "9395.83", "Pumps", True, material="Alkali"),
    Article("NX-65", "Chemical pump NX-65, lined", "7480.00", "Pumps", True, material="Acid"),
    Article("RP-25", "Rotary pump RP-25, food grade", "4580.00", "Pumps", True, material="Food",
            stock=(("P26-0155", 8, "H-2", 75, None),)),
    Article("SP-120", "Submersible pump SP-120", "12875.00", "Pumps", True, material="Water",
            stock=(("P25-0911", 5, "H-2", 260, None), ("P26-0044", 4, "H-2", 150, None), ("P26-0170", 6, "H-2", 60, None))),
    Article("ND-25", "Dosing pump ND-25", "2980.00", "Pumps", True, material="Acid",
            stock=(("P26-0190", 9, "A-12-1", 55, None),)),
    Article("DS-3", "Dosing station DS-3", "34900.00", "Pumps", True, material="Acid"),
    Article("VP-160", "Vacuum pump VP-160, food grade", "16066.67", "Pumps", True, material="Food"),
    Article("CIP-2", "CIP pump skid CIP-2", "41300.00", "Pumps", True, material="Food", stock=(("P26-0021", 2, "H-3", 70,
            None),)),
    Article("SLP-100", "Slurry pump SLP-100", "57800.00", "Pumps", True, material="Water",
            stock=(("P26-0033", 2, "H-3", 66, None),)),
    Article("HG-500", "Homogenizer HG-500", "71600.00", "Pumps", True, material="Food"),
    Article("NS-40", "Pump station NS-40", "31200.00", "Pumps", True, material="Water", stock=(("P26-0090", 2, "H-3", 88,
            None),)),
    Article("SK-11", "Screw compressor SK-11, oil free", "17250.00", "Compressors", True, material="Air"),
    Article("SK-22", "Screw compressor SK-22", "39900.00", "Compressors", True, material="Air",
            stock=(("K26-0012", 3, "H-3", 95, None),)),
    Article("SK-75", "Screw compressor SK-75", "87150.00", "Compressors", True, material="Air"),
    Article("SK-N2", "Screw compressor SK-N2, dry nitrogen", "86500.00", "Compressors", True, material="Nitrogen"),
    Article("PK-12", "Piston compressor PK-12", "6240.00", "Compressors", True, material="Air",
            stock=(("K26-0030", 4, "H-3", 48, None),)),
    Article("AT-30", "Refrigeration dryer AT-30", "4150.00", "Compressors", False, JENA, material="Air",
            stock=(("K26-0101", 3, "H-3", 31, None),)),
    Article("KK-500-70", "Climatic chamber KK-500, −70 … +180 °C", "118400.00", "Climatic equipment", True),
    Article("KK-300-40", "Climatic chamber KK-300, −40 … +180 °C", "68200.00", "Climatic equipment", True),
    Article("TK-1000", "Thermal chamber TK-1000", "96750.00", "Climatic equipment", True),
    Article("TK-250", "Heat and cold chamber TK-250", "49450.00", "Climatic equipment", True,
            stock=(("C26-0007", 3, "H-3", 58, None),)),
    Article("SN-450", "Salt spray chamber SN-450", "62400.00", "Simulation equipment", True,
            stock=(("C26-0011", 2, "H-3", 49, None),)),
    Article("VS-20", "Vibration bench VS-20", "134000.00", "Simulation equipment", True),
    Article("SF-80", "Drying oven SF-80", "6980.00", "Thermal equipment", True, stock=(("T26-0005", 4, "H-3", 77, None),)),
    Article("VTS-120", "Vacuum drying cabinet VTS-120", "14300.00", "Thermal equipment", True),
    Article("WT-12", "Plate heat exchanger WT-12", "3870.00", "Thermal equipment", False, JENA,
            stock=(("T26-0040", 5, "H-2", 38, None),)),
    Article("AK-50", "Autoclave AK-50", "28600.00", "Thermal equipment", True),
    Article("FIX-12-VA", "Battery fixture, 12 cells, stainless", "1150.00", "Spare parts", True,
            stock=(("F26-0019", 1, "A-12-1", 64, None),)),
    Article("DL-16", "Data logger DL-16, RS-485", "1480.00", "Spare parts", False, JENA,
            stock=(("L26-0871", 12, "B-07-1", 25, None),)),
    Article("N2-PRG", "Nitrogen purge kit", "1240.00", "Spare parts", False, JENA, "set"),
    Article("HTR-3K", "Spare heater 3 kW", "200.00", "Spare parts", False, JENA,
            stock=(("L25-1190", 14, "B-07-1", 320, None),)),
    Article("BRG-6308", "Bearing 6308-2RS C3", "38.40", "Spare parts", False, KRAUSE, shelf_days=1825,
            stock=(("L25-1190", 22, "B-04-1", 313, 69), ("L26-0322", 65, "B-04-2", 234, 888), ("L26-1107", 31, "B-04-2",
            0, 1833))),
    Article("BRG-6205", "Bearing 6205-2RS C3", "14.20", "Spare parts", False, KRAUSE, shelf_days=1825,
            stock=(("L26-0410", 80, "B-04-1", 190, 1500),)),
    Article("SEAL-080-F", "KP-80 shaft seal, FKM", "38.40", "Spare parts", False, PIRNA, shelf_days=1095,
            stock=(("S25-0417", 5, "A-11-3", 570, -8), ("S26-0031", 12, "A-11-3", 308, 22), ("S26-0550", 40, "A-11-4",
            76, 677))),
    Article("SEAL-050-E", "KP-50 shaft seal, EPDM", "29.90", "Spare parts", False, PIRNA, shelf_days=1095,
            stock=(("S26-0122", 36, "A-11-4", 140, 820),)),
    Article("GSK-080", "Gasket set KP-80", "64.00", "Spare parts", False, PIRNA, "set",
            stock=(("G26-003", 9, "A-12-1", 257, None),)),
    Article("GSK-050", "Gasket set KP-50", "52.00", "Spare parts", False, PIRNA, "set",
            stock=(("G26-010", 14, "A-12-1", 120, None),)),
    Article("OIL-VDL100-5", "Oil VDL 100, 5 l can", "46.50", "Spare parts", False, LAUSITZ, shelf_days=730,
            stock=(("O26-11", 20, "C-01-1", 294, 97), ("O26-40", 44, "C-01-2", 116, 615))),
    Article("OIL-FOOD-5", "Food grade oil H1, 5 l can", "88.00", "Spare parts", False, LAUSITZ, shelf_days=730,
            material="Food",
            stock=(("O26-22", 18, "C-01-1", 200, 240),)),
    Article("GRS-EP2", "Grease EP 2, 400 g", "9.80", "Spare parts", False, LAUSITZ, shelf_days=1095,
            stock=(("O26-31", 120, "C-01-2", 150, 700),)),
    Article("GAS-N2-10", "Calibration gas N₂, 10 l", "310.00", "Spare parts", False, JENA, shelf_days=180,
            stock=(("C26-77", 6, "D-02-1", 49, 133),)),
    Article("GAS-CO2-10", "Calibration gas CO₂, 10 l", "325.00", "Spare parts", False, JENA, shelf_days=180,
            stock=(("C26-80", 4, "D-02-1", 20, 160),)),
    Article("FLT-SK22", "Filter set SK-22", "186.00", "Spare parts", False, KRAUSE, "set",
            stock=(("F26-0102", 16, "A-12-1", 60, None),)),
    Article("FLT-SK75", "Filter set SK-75", "342.00", "Spare parts", False, KRAUSE, "set",
            stock=(("F26-0103", 7, "A-12-1", 60, None),)),
    Article("IMP-080", "Impeller KP-80, 1.4408", "412.00", "Spare parts", True, stock=(("P26-0301", 10, "A-12-1", 45,
            None),)),
    Article("IMP-050", "Impeller KP-50, 1.4408", "344.00", "Spare parts", True, stock=(("P26-0302", 9, "A-12-1", 45,
            None),)),
    Article("CPL-28", "Coupling 28 mm", "74.00", "Spare parts", False, KRAUSE, stock=(("L26-0600", 25, "B-07-1", 110,
            None),)),
    Article("MOT-5K5", "Motor 5.5 kW, IE3", "690.00", "Spare parts", False, KRAUSE, stock=(("L26-0711", 6, "H-2", 83,
            None),)),
    Article("MOT-11K", "Motor 11 kW, IE4", "1290.00", "Spare parts", False, KRAUSE, stock=(("L26-0712", 4, "H-2", 83,
            None),)),
    Article("VLV-DN50", "Ball valve DN 50, 1.4408", "128.00", "Spare parts", False, KRAUSE,
            stock=(("L26-0803", 30, "B-07-1", 52, None),)),
    Article("VLV-DN80", "Ball valve DN 80, 1.4408", "214.00", "Spare parts", False, KRAUSE,
            stock=(("L26-0804", 18, "B-07-1", 52, None),)),
    Article("SNS-PT100", "Sensor Pt100, class A", "46.00", "Spare parts", False, JENA,
            stock=(("L26-0901", 60, "B-07-1", 34, None),)),
    Article("SNS-RH", "Humidity sensor, 0 … 100 %", "168.00", "Spare parts", False, JENA, shelf_days=730,
            stock=(("L26-0911", 22, "B-07-1", 34, 690),)),
    Article("CTL-400", "Control cabinet CTL-400", "4200.00", "Spare parts", False, JENA),
    Article("SVC-KIT-080", "Service kit KP-80", "236.00", "Spare parts", False, PIRNA, "set", shelf_days=1095,
            stock=(("G26-020", 24, "A-12-1", 66, 980),)),
    Article("SVC-KIT-SK", "Service kit SK, 4,000 h", "498.00", "Spare parts", False, KRAUSE, "set", shelf_days=1095,
            stock=(("G26-021", 11, "A-12-1", 66, 980),)),
    Article("WIN-KK", "Window for chamber door", "1860.00", "Spare parts", True),
)  # fmt: skip
