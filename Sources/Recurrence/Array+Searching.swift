extension Array where Element: Comparable {
    /// In a rising array the first element that is greater than `value`; nil where there is none.
    func first(after value: Element) -> Element? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low < count ? self[low] : nil
    }
}
