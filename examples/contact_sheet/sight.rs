//! How colours look to eyes of other kinds, and in grey print.

/// A linear map of linear light: what each of red, green and blue becomes.
pub struct Sight(Option<[[f64; 3]; 3]>);

impl Sight {
    /// **Source** the matrices of severity 1 of Machado, Oliveira & Fernandes 2009; grey is the luminance of sRGB.
    pub fn named(name: &str) -> Sight {
        Sight(match name {
            "protan" => Some([
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]),
            "deutan" => Some([
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]),
            "tritan" => Some([
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ]),
            "grey" => Some([[0.2126, 0.7152, 0.0722]; 3]),
            _ => None,
        })
    }

    /// A colour as it is seen.
    pub fn of(&self, colour: [u8; 3]) -> [u8; 3] {
        let Some(matrix) = self.0 else { return colour };
        let light = colour.map(|c| linear(f64::from(c) / 255.0));
        matrix.map(|row| {
            let sum: f64 = row.iter().zip(light).map(|(share, light)| share * light).sum();
            (255.0 * encoded(sum.clamp(0.0, 1.0))).round() as u8
        })
    }
}

fn linear(x: f64) -> f64 {
    if x <= 0.04045 { x / 12.92 } else { libm::pow((x + 0.055) / 1.055, 2.4) }
}

fn encoded(x: f64) -> f64 {
    if x <= 0.0031308 { 12.92 * x } else { 1.055 * libm::pow(x, 1.0 / 2.4) - 0.055 }
}
