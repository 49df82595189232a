/// Times of day: every combination of some hours, minutes and seconds.
struct TimesOfDay: Hashable, Sendable {
    var hours: BitMask
    var minutes: BitMask
    var seconds: BitMask

    /// 1...86,400 where no field is empty.
    var count: Int { hours.count * minutes.count * seconds.count }

    /// The first, in seconds of the day, that is not before `second`; nil where there is none.
    func first(from second: Int) -> Int? {
        guard second < 86_400 else { return nil }
        let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60)
        if hours.contains(hour) {
            if minutes.contains(minute), let found = seconds.first(from: rest) {
                return hour * 3600 + minute * 60 + found
            }
            if let next = minutes.first(from: minute + 1), let found = seconds.first {
                return hour * 3600 + next * 60 + found
            }
        }
        guard let next = hours.first(from: hour + 1), let minute = minutes.first, let found = seconds.first else {
            return nil
        }
        return next * 3600 + minute * 60 + found
    }

    /// The one numbered `index`, from 0, in seconds of the day.
    func element(at index: Int) -> Int {
        let perMinute = seconds.count
        let perHour = minutes.count * perMinute
        return hours.element(at: index / perHour) * 3600
            + minutes.element(at: index % perHour / perMinute) * 60
            + seconds.element(at: index % perMinute)
    }

    func contains(_ second: Int) -> Bool {
        hours.contains(second / 3600) && minutes.contains(second / 60 % 60) && seconds.contains(second % 60)
    }
}
