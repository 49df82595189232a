/// Punycode (RFC 3492): Unicode in the letters, digits and hyphens of a domain name.
enum Punycode {
    private static let (base, tMin, tMax, skew, damp) = (36, 1, 26, 38, 700)
    private static let (initialBias, initialN) = (72, 128)

    static func encode(_ text: String) -> String {
        let input = text.unicodeScalars.map { Int($0.value) }
        var output = input.filter { $0 < 128 }.map { UInt8($0) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (n, delta, bias, handled) = (initialN, 0, initialBias, basic)
        while handled < input.count {
            let next = input.filter { $0 >= n }.min() ?? n
            delta += (next - n) * (handled + 1)
            n = next
            for code in input {
                if code < n { delta += 1 }
                guard code == n else { continue }
                var (quotient, k) = (delta, base)
                while quotient >= threshold(k, bias) {
                    let t = threshold(k, bias)
                    output.append(digit(t + (quotient - t) % (base - t)))
                    quotient = (quotient - t) / (base - t)
                    k += base
                }
                output.append(digit(quotient))
                bias = adapt(delta, points: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// - Returns: `nil` if the text is malformed.
    static func decode(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 63, bytes.allSatisfy({ $0 < 128 }) else { return nil }
        let split = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = split.map { bytes[..<$0].map(Int.init) } ?? []
        var (n, i, bias) = (initialN, 0, initialBias)
        var rest = split.map { bytes[($0 + 1)...] } ?? bytes[...]
        while !rest.isEmpty {
            let old = i
            var (weight, k) = (1, base)
            while true {
                guard let value = rest.popFirst().flatMap(value(of:)) else { return nil }
                i += value * weight
                guard i <= 0x7FFF_FFFF else { return nil }
                let t = threshold(k, bias)
                if value < t { break }
                weight *= base - t
                guard weight <= 0x7FFF_FFFF else { return nil }
                k += base
            }
            bias = adapt(i - old, points: output.count + 1, isFirst: old == 0)
            n += i / (output.count + 1)
            i %= output.count + 1
            output.insert(n, at: i)
            i += 1
        }
        var scalars = String.UnicodeScalarView()
        for code in output {
            guard let scalar = Unicode.Scalar(UInt32(clamping: code)) else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, tMin), tMax) }

    private static func adapt(_ delta: Int, points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / points
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? Int(UInt8(ascii: "a")) + value : Int(UInt8(ascii: "0")) + value - 26)
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
        default: nil
        }
    }
}
