// The inks and letters of the map.

export const sea = '#dfe9f0'
export const land = '#eceae4'
export const chosenLand = '#f7f6f2'
export const boundary = '#8a8577'
export const ink = '#16202b'
export const quietInk = '#3f4a56'
export const font = ['Inter']
export const heavy = ['Inter Semibold']
